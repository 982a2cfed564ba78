#!/bin/sh
# What the image starts with. Some hosts mount disks that belong to root (Render, Railway) and start us as root for that:
# then instance/ becomes the program's, and the program goes on as its own user, without any capability.
set -eu
if [ "$(id -u)" = 0 ]; then
    chown -R 10001:10001 instance
    exec setpriv --reuid=10001 --regid=10001 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
fi
exec "$@"
