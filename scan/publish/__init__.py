"""Publish: from series and views to what readers get: releases, downloads, news, calendar."""
