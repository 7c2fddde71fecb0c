// AudioFrontEnd
