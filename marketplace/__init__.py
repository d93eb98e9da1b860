"""Community project marketplace: wiring on top, shared ground floor below."""
