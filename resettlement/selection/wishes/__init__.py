"""Wishes (志愿): filed by phone, paper or workbook, sealed until they are used."""
