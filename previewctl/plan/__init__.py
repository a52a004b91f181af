"""Every decided fact about one preview, as frozen data: what render, reports and checks consume."""
