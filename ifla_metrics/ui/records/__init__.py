"""Forms for everything but activities: values, milestones, cohorts, resources, stories."""
