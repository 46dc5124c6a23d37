"""The visitor counter: counting core, store, service, widget, and the list of published addresses."""
