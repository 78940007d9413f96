"""Who comes: registrations, consents, personal links."""
