"""What makes an attendee's pages an app on their phone, that also works without network?"""
