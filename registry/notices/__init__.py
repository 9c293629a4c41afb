"""公示 and 公布: a decided list shown to everybody for a few working days, then announced."""
