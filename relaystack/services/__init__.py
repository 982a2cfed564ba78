"""What the business does: one public function is one use case."""
