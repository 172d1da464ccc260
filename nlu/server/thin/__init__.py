"""The thin server around a trained model: one sentence in, the ordinary Rasa answer out."""
