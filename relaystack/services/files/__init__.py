"""Files from customers, and documents for them that Meta keeps."""
