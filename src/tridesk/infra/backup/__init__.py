"""Backup and restore of a whole installation: database, files, secret key.

A backup folder holds any number of backups; files lie beside them once, so the next backup into the same
folder copies only what is new:

    DIR/files/ab/cd/<sha256>        contents, shared by all backups of the folder
    DIR/20260731T120000Z/           one backup, complete as soon as it has this name (UTC)
        manifest.json               what it is, with the checksum of the database's copy
        database.sqlite3            or database.dump, as pg_dump's custom format
        secret.key                  when the installation keeps it in its data folder

To drop an old backup delete its dated folder; contents that only it named stay until the whole folder is
given up. The folder holds all that Tridesk knows, the key too: keep it where only operators read.
"""

from tridesk.infra.backup.manifest import BackupError, Manifest
from tridesk.infra.backup.restoring import restore
from tridesk.infra.backup.taking import backup

__all__ = ["BackupError", "Manifest", "backup", "restore"]
