"""The engine: chapters run when what they read changed, pages rendered when what they show changed, a site replaced in one step."""
