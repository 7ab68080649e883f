"""The leakage auditor: does a feature of the skip model know how the play ended?"""
