# Unit tests of the layer model: one program, test-model.
