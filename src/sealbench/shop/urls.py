"""Django's list of addresses, made of the one list of routes."""

from sealbench.shop.pages.routes import ROUTES

urlpatterns = [route.pattern() for route in ROUTES]
handler404 = "sealbench.shop.pages.middleware.errors.handle_404"
handler500 = "sealbench.shop.pages.middleware.errors.handle_500"
handler400 = "sealbench.shop.pages.middleware.errors.handle_400"
