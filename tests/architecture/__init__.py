"""The house: its floors, its sizes, its manners."""
