"""What does a badge look like on paper and on a screen, and who has one?"""
