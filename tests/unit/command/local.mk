# Unit tests of the layer command: one program, test-command.
