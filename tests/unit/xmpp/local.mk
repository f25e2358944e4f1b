# Unit tests of the layer xmpp: one program, test-xmpp.
