// What pages do more of where scripts run.
