"""Methods, notices, questions, invitations, relaunch."""
