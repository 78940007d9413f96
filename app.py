"""`python app.py` serves the app; `flask --app app …` runs its commands."""

from eventapp.serve import app_or_exit, main

if __name__ == "__main__":
    raise SystemExit(main())

app = app_or_exit()
