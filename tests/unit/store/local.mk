# Unit tests of the layer store: one program, test-store.
