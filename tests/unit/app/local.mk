# Unit tests of the layer app: one program, test-app.
