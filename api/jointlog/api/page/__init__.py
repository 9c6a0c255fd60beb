"""The page: incidents as a reviewer reads them in a browser, drawn here, without a build step."""
