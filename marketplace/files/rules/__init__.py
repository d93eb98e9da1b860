"""What may be uploaded: decided from the bytes, never from what the browser says. No framework."""
