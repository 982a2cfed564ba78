"""Who of the staff may do what: tokens and sign-ins."""
