# Draws ppca.svg and ppca.png from ppca.csv; run in this folder: gnuplot ppca.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,520 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,520 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'ppca.svg'; outputs[2] = 'ppca.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,2 rowsfirst title 'A linear autoencoder and probabilistic PCA' font ',15'
  set title 'evidence bound' font ',13'
  set xlabel 'gradient steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'log p(x) [nats]'
  unset logscale y
  set format y '%h'
  set yrange [-17.0:-12.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'ppca.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:9:10 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:12:13 with filledcurves lc rgb '#E69F00' fillstyle transparent solid 0.2 noborder notitle, \
    -15.844557369093382 with lines lw 1.5 dt 2 lc rgb '#606060' title 'PCA, 1', \
    -14.685224716429559 with lines lw 1.5 dt 3 lc rgb '#606060' title 'PCA, 2', \
    -13.539289315701417 with lines lw 1.5 dt 4 lc rgb '#606060' title 'PCA, 3', \
    -12.227807983546708 with lines lw 1.5 dt 5 lc rgb '#606060' title 'PCA, 4', \
    'ppca.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title '1 latent components', \
    'ppca.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title '2 latent components', \
    'ppca.csv' skip 1 using 1:8 with lines lw 2.5 dt 1 lc rgb '#009E73' title '3 latent components', \
    'ppca.csv' skip 1 using 1:11 with lines lw 2.5 dt 1 lc rgb '#E69F00' title '4 latent components'
  set title 'what is missing' font ',13'
  set xlabel 'gradient steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'log p(x) − bound, at least 0.001 [nats]'
  set logscale y
  set format y '%g'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'ppca.csv' skip 1 using 1:15:16 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:18:19 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:21:22 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:24:25 with filledcurves lc rgb '#E69F00' fillstyle transparent solid 0.2 noborder notitle, \
    'ppca.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title '1 latent components', \
    'ppca.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#D55E00' title '2 latent components', \
    'ppca.csv' skip 1 using 1:20 with lines lw 2.5 dt 1 lc rgb '#009E73' title '3 latent components', \
    'ppca.csv' skip 1 using 1:23 with lines lw 2.5 dt 1 lc rgb '#E69F00' title '4 latent components'
  unset multiplot
  unset output
}
