#!/bin/sh
# autogen.sh: makes ./configure from a checkout.
cd "$(dirname "$0")" || exit 1
exec autoreconf -fi
