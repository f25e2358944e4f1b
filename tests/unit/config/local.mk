# Unit tests of the layer config: one program, test-config.
