# Unit tests of the layer ui: one program, test-ui.
