"""`python -m eventapp` serves the app, as `python app.py` does."""

from eventapp.serve import main

raise SystemExit(main())
