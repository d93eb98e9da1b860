"""The stage in words: refusals, duties, messages, sentences, reasons; registered when the app is ready."""
