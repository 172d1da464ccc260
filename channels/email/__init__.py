"""E-mail: the consultation inbox, read over IMAP and answered over SMTP."""
