"""Fits the purchase models of examples/shop to the CDNOW sample and prints the parameters.

    python3 testing/cdnow/fit.py

The sample comes with the package Lifetimes (MIT), which does the fitting. This script makes a
temporary environment with it and leaves nothing behind.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import venv

# Lifetimes is no longer changed; these are the newest companions that it works with.
PACKAGES = ["Lifetimes==0.11.3", "numpy<2", "pandas<3", "scipy<2"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = pathlib.Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        subprocess.run([python, "-W", "ignore", __file__, "--fit"], check=True)


def fit():
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.datasets import load_cdnow_summary_data_with_monetary_value

    customers = load_cdnow_summary_data_with_monetary_value()
    again = customers[customers["frequency"] > 0]
    print(f"CUSTOMERS  {len(customers)}")
    print(f"WEEKS_MIN  {customers['T'].min():.2f}")
    print(f"WEEKS_MAX  {customers['T'].max():.2f}")
    print(f"ONE_TIME   {(customers['frequency'] == 0).mean():.5f}")
    print(f"REPEATS    {customers['frequency'].mean():.5f}")
    print(f"SPEND      {again['monetary_value'].mean():.5f}")

    frequency = BetaGeoFitter(penalizer_coef=0.0)
    frequency.fit(customers["frequency"], customers["recency"], customers["T"])
    spend = GammaGammaFitter(penalizer_coef=0.0)
    spend.fit(again["frequency"], again["monetary_value"])
    for fitter in (frequency, spend):
        for name, value in fitter.params_.items():
            print(f"{name.upper():<10} {value:.6f}")


if __name__ == "__main__":
    fit() if "--fit" in sys.argv[1:] else main()
