# Themes that are installed.
