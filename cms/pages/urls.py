"""What programs read: the news feed, the map of the site, the rules for robots."""

from django.urls import path

from cms.pages import views

app_name = "pages"
urlpatterns = [
    path("kanal/aktualnosci.atom", views.NewsFeed(), name="feed"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
