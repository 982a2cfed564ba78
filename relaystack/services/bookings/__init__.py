"""Appointments with consultants: when they can be booked, and what is."""
