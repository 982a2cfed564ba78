"""WhatsApp templates: what Meta says of them, how they are kept in step, how one is sent."""
