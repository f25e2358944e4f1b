# Unit tests of the layer base: one program, test-base.
