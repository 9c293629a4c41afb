"""暂停联系 of a member, where the bureau uses it (`SUSPENSION_ENABLED`): a leader's step and back.

The unit stays on the roster and the public sees nothing of it (states 6). Nothing is kept beside
the membership and the steps in the unit's history.
"""
