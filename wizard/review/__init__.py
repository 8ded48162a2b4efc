"""What a specialist is shown of other people's setups. Nothing here writes, nothing shows a secret."""
