"""What the team did at an event, and what happened to one registration: who, when."""
