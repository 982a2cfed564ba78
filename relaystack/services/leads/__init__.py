"""What people ask for: kept, told to consultants and CRMs, and confirmed to the people themselves."""
