#!/usr/bin/env python
"""Entry point of the management commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipcontact.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from ipcontact.localdb.autostart import start_for_command  # noqa: PLC0415

    start_for_command(sys.argv)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
