"""Where leads go besides e-mail: HubSpot, and any system that takes a signed webhook."""
