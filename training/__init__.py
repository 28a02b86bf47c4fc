"""How the embedded model is made: public data in, ONNX out. Never imported by the bot."""
