"""Doors: borrowed phones, tablets and other scanners that let people in."""
