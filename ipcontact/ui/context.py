"""What every page knows."""


def site(request):
    return {}
