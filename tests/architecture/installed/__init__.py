"""An installation as it stands on a machine: database in a file with its write-ahead log, broker in a folder."""
