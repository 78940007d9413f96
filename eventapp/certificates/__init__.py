"""Certificates: who took part, who won a title, who came again; and whether a certificate is genuine."""
