"""Pages for citizens, made on the server: plain forms that work without JavaScript."""
