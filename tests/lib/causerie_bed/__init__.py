"""The test bed: servers, peers, proxies and the screen reader that the tests and ./try use."""
