"""What people ask for, and how consultants, CRMs and the people themselves hear of it."""
