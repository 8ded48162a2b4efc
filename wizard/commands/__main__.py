import sys

from wizard.commands import main

sys.exit(main())
